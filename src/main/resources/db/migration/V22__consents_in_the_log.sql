-- The consents without which an act would not be permitted; the hash covers them.
alter table access_log add column consents varchar(4000);
