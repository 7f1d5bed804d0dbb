-- What came out of a form, so that amended answers change that and nothing else.
create table form_yield (
  patient    varchar(64)  not null,
  identifier varchar(500) not null,
  controller varchar(40)  not null,
  yield_key  varchar(200) not null,
  resource   varchar(100) not null,
  primary key (patient, identifier, controller, yield_key)
);
