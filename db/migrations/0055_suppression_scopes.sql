-- Suppressions: who made them, and rules for everything below a domain.

alter table suppressions add column created_by uuid;
comment on column suppressions.created_by is 'The member who added it by hand or by a file. Null where the person themselves or their mail server did.';

comment on column suppression_rules.value is 'example.com: that domain alone. *.example.com: every domain below it. Of a local_part: the name before the @ of any domain.';

-- The list of one newsletter, and of one reason or source, newest first.
create index suppressions_scope on suppressions (workspace_id, newsletter_id, id) where lifted_at is null and newsletter_id is not null;
