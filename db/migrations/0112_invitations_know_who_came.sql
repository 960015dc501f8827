-- The address of an invitation may belong to another user by now, so the row says who came by it.

alter table invitations add column accepted_by uuid;
comment on column invitations.accepted_by is 'User who joined by it. Null where they were erased, or joined before this was kept.';

-- Whoever joined by an invitation became a member in the same transaction.
alter table invitations disable trigger audited;
update invitations i set accepted_by = m.user_id
from memberships m where m.workspace_id = i.workspace_id and m.created_at = i.accepted_at;
alter table invitations enable trigger audited;
