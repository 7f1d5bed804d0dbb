-- The facts on which relations rest, written with the resource that states them (see FactsTable).
create table dossier_fact (
  resource    varchar(100) not null,
  patient     varchar(64)  not null,
  kind        varchar(20)  not null,
  party       varchar(100) not null,
  active      boolean      not null,
  valid_from  timestamp(6) with time zone,
  valid_until varchar(10),
  sources     varchar(500)
);
create index dossier_fact_patient on dossier_fact (patient);
create index dossier_fact_resource on dossier_fact (resource);

create table organization_identifier (
  organization varchar(100) not null,
  naming       varchar(200) not null,
  code         varchar(200) not null
);
create index organization_identifier_of on organization_identifier (organization);
