-- What the calendar signalled already, once each.
create table calendar_signal (
  signal varchar(200) not null primary key,
  at     timestamp(6) with time zone not null
);
