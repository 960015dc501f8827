-- Imports that programs begin through the API.

alter table imports add column program_id uuid;
comment on column imports.program_id is 'API key that began the import. The import stops when the key is revoked.';
alter table imports add column questions jsonb;
comment on column imports.questions is 'What the import''s page asks before it starts: field and question. Nobody in doubt was subscribed meanwhile.';
