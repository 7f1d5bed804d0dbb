-- Who acted in person, and by which numbers an app follows its request through other systems; the
-- hash chain covers them.
alter table access_log add column fhir_user varchar(200);
alter table access_log add column medmij_request_id varchar(100);
alter table access_log add column correlation_id varchar(100);
