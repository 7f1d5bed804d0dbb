-- A client's page of the log, newest first, and its total, are in the index alone.
create index access_log_client on access_log (patient, id, role);
drop index access_log_patient;
