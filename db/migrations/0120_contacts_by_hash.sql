-- Suppressions, webhooks and erasures know a person by the keyed hash of their address, and find their contact by it.
create index contacts_hash on contacts (workspace_id, email_hash);
