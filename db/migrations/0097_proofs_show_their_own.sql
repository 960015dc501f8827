-- A proof's page shows its own request first, and all others on pages.

drop function if exists subject_requests_to_prove(bytea);
