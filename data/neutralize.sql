-- a copy of a database must neither read customers' mailboxes nor answer anybody
DELETE FROM social_credential;
UPDATE social_channel
   SET state = 'draft', receipt = NULL, retry_date = NULL;
UPDATE social_message
   SET state = 'cancelled'
 WHERE state IN ('queued', 'sending');
