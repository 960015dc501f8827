-- A leaked key may have sent a campaign, which goes on for hours after the key was revoked.

alter table campaigns add column send_program_id uuid;
comment on column campaigns.send_program_id is 'API key that sent it. Its revocation pauses what is still on its way.';

create trigger campaign_program_ended after update of revoked_at on api_keys for each row
  when (old.revoked_at is null and new.revoked_at is not null) execute function campaign_key_revoked();
