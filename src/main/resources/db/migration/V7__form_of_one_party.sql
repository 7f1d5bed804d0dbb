-- A form is known by who told it as well: nobody amends what another said.
alter table form_receipt alter column controller set data type varchar(100);
alter table form_yield alter column controller set data type varchar(100);
