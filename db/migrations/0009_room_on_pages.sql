-- Leaving changes one subscription somewhere in a large table. Room on its page keeps the new version there (a heap-only tuple), so that no
-- index page and no second page is written. An import fills pages in one go, and full pages would leave no room.
alter table subscriptions set (fillfactor = 90);
