-- How long each toewijzing lasts, written with it, and what the calendar signalled already, once each.
create table toewijzing_until (
  toewijzing varchar(100) not null primary key,
  patient    varchar(64)  not null,
  active     boolean      not null,
  until      varchar(10)
);
create index toewijzing_until_patient on toewijzing_until (patient);

create table calendar_signal (
  signal varchar(200) not null primary key,
  at     timestamp(6) with time zone not null
);
