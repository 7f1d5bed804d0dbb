-- Who was told of an event: old ones are forgotten.
create index notify_delivery_event on notify_delivery (event_id);
