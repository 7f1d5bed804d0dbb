-- Ids are given by the node, so that the hash covers them; a row may rest on several rules.
alter table access_log add column entry integer;
alter table access_log add column network varchar(64);
alter table access_log alter column rule set data type varchar(4000);
alter table access_log alter column article set data type varchar(4000);
create index access_log_purpose on access_log (purpose, organization, id);
