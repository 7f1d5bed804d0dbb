-- Why a life was said to be at stake (AVG 6 lid 1 onder d); the hash chain covers it.
alter table access_log add column emergency varchar(500);
