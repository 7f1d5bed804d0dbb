-- All subscriptions of one party, for $status.
create index notify_subscription_party on notify_subscription (party);
