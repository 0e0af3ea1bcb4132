-- What a webhook may be told is a consent like every other.
INSERT INTO consent (household, id, person, receiver_kind, receiver_id, receiver_name, scopes, text_version, text_hash, given_by, given, withdrawn_by, withdrawn, erased)
  SELECT c.household, 'hook-' || c.hook || '-' || c.person, c.person, 'webhook', c.hook, k.name, 'changes', c.text_version,
    /*sqlite X'ED92140265030EF7A2A70C8D012AC93C2A34D96790B22959BDCD821B99A3CF23'*//*postgres '\xED92140265030EF7A2A70C8D012AC93C2A34D96790B22959BDCD821B99A3CF23'::bytea*/, c.account, c.at, '', -9223372036854775807 - 1, -9223372036854775807 - 1
  FROM hook_consent c JOIN hook k ON k.household = c.household AND k.id = c.hook;
DROP TABLE hook_consent;
CREATE INDEX consent_receiver ON consent (household, receiver_kind, receiver_id);
