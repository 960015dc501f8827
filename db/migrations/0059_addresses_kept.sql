-- A sign-up asks whether an account moved away from its address lately and can still be taken back.
create index email_changes_left on email_changes (old_email, completed_at) where cancelled_at is null;
