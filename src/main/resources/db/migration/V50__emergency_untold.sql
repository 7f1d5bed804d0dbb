-- Of which rows of the access log the client is still to be told (see Untold).
create table emergency_untold (
  log_row bigint      not null primary key,
  patient varchar(64) not null
);
create index emergency_untold_patient on emergency_untold (patient);
