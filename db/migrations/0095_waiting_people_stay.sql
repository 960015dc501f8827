-- Nobody is deleted who waits for the answer to a request about their data, whichever statement deletes them.

create trigger who_waits_stays after delete on contacts referencing old table as gone
  for each statement execute function contacts_who_wait_stay();
