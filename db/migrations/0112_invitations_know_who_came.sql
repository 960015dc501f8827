-- The address of an invitation may belong to another user by now, so the row says who came by it.

alter table invitations add column accepted_by uuid;
comment on column invitations.accepted_by is 'User who joined by it. Null where they were erased, or joined before this was kept.';
