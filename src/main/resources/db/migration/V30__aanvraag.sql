-- Where every aanvraag stands, written with its Task (see OpenCases).
create table aanvraag (
  task    varchar(64) not null primary key,
  patient varchar(64) not null,
  step    varchar(40) not null,
  closed  boolean     not null,
  begun   timestamp(6) with time zone not null,
  term    varchar(40),
  due     varchar(10)
);
create index aanvraag_patient on aanvraag (patient);
create index aanvraag_due on aanvraag (closed, due);
