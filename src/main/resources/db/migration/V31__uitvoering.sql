-- What is delivered on which toewijzing, written with its Task (see Deliveries).
create table uitvoering (
  task       varchar(64)  not null primary key,
  patient    varchar(64)  not null,
  toewijzing varchar(100) not null,
  step       varchar(40)  not null,
  started    varchar(10),
  ended      varchar(10)
);
create index uitvoering_patient on uitvoering (patient);
create index uitvoering_toewijzing on uitvoering (toewijzing);
