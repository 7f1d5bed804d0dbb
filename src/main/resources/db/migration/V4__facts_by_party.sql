-- Work lists start from the organisation, not from the client.
create index dossier_fact_party on dossier_fact (party);
