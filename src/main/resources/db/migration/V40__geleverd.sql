-- How much help was given on a toewijzing, as its Task says (see Deliveries).
alter table uitvoering add column given decimal(14, 2);
alter table uitvoering add column given_unit varchar(10);
