-- a copy of a database must neither read customers' mailboxes nor answer anybody
DELETE FROM social_credential;
UPDATE social_channel
   SET state = 'draft', receipt = NULL, retry_date = NULL, token_expiry_date = NULL,
       webhook_key = replace(gen_random_uuid()::text, '-', '');
-- nor may its rules tell anybody
UPDATE social_rule SET webhook_url = NULL, webhook_cipher = NULL;
DELETE FROM social_rule_call WHERE state = 'queued';
UPDATE social_message
   SET state = 'cancelled'
 WHERE state IN ('queued', 'sending');
UPDATE social_message SET reply_token = NULL WHERE reply_token IS NOT NULL;
-- nor may a link that customers have let anybody into the copy
UPDATE social_invitation
   SET state = 'revoked',
       revoked_date = now() AT TIME ZONE 'UTC', state_date = now() AT TIME ZONE 'UTC'
 WHERE state IN ('sent', 'opened');
UPDATE social_invitation SET token_hash = NULL;
UPDATE social_profile SET opt_in = 'revoked' WHERE opt_in = 'invited';
