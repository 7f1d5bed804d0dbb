-- Whether an event was named or withheld in an attempt that failed: a retry that says the same is not
-- another disclosure.
alter table notify_delivery add column shown boolean;
