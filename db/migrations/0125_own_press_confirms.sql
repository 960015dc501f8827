-- contact.confirmed told of everybody whose subscription counts, also of people whom a file brought. It tells of a person's own press now:
-- the grant of it names the person as who acted, because a mailed link proved the address.
create trigger webhook_events_confirmed after insert on consents for each row
  when (new.kind = 'grant' and new.source in ('form', 'unsubscribe_page') and new.actor_id = new.contact_id::text)
  execute function webhook_confirmed();
