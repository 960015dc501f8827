-- Members and programs change nothing of a person whose data are restricted (GDPR 18). A row outside their commands costs one comparison.

create trigger restricted_stays before update of email, email_hash, first_name, last_name, country, country_written, postal_code, time_zone, language
  on contacts for each row when (old.restricted_at is not null and current_setting('app.people', true) <> '')
  execute function refuse_restricted_contact();
create trigger restricted_stays before insert or update on subscriptions for each row
  when (new.unsubscribed_at is null and current_setting('app.people', true) <> '') execute function refuse_restricted();
create trigger restricted_stays before insert on consents for each row
  when (new.kind = 'grant' and current_setting('app.people', true) <> '') execute function refuse_restricted();
create trigger restricted_stays before insert or update or delete on contact_tags for each row
  when (current_setting('app.people', true) <> '') execute function refuse_restricted();
create trigger restricted_stays before insert or update or delete on contact_values for each row
  when (current_setting('app.people', true) <> '') execute function refuse_restricted();
create trigger restricted_stays before update of lifted_at on suppressions for each row
  when (old.reason = 'manual' and old.lifted_at is null and new.lifted_at is not null and current_setting('app.people', true) <> '')
  execute function refuse_restricted_lift();
