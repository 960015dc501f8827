-- Whoever takes people away counts them, whichever statement does it.

create trigger people_owed before delete on contacts for each statement execute function owe_count_of_people();
create trigger people_owed_changed before update of email_hash, restricted_at on contacts for each row
  when (new.email_hash <> old.email_hash or old.restricted_at is null and new.restricted_at is not null)
  execute function owe_count_of_people();
create trigger people_owed before insert or update of reason on suppressions for each statement execute function owe_count_of_people();
create trigger people_owed before delete on subscriptions for each statement execute function owe_count_of_people();
create trigger people_owed_left before update of unsubscribed_at on subscriptions for each row
  when (old.unsubscribed_at is null and new.unsubscribed_at is not null) execute function owe_count_of_people();

alter table imports add column list_from timestamptz;
comment on column imports.list_from is 'From when it may stop the mail to more than a few contacts, because an admin with a fresh proof resumed it; null before that.';
alter table imports add column list_people integer not null default 0;
comment on column imports.list_people is 'How many contacts it would have stopped the mail to when it was stopped instead, because they are a list.';
comment on table people_taken is 'How many people a member or key erased, suppressed, unsubscribed, held back, corrected or rolled back lately, so that the many need an admin. Kept for a day.';
