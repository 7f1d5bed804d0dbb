-- What Spring Authorization Server keeps of a launch; its own column names. Old rows go at every start.
create table if not exists oauth2_authorization (
  id                            varchar(100) not null primary key,
  registered_client_id          varchar(100) not null,
  principal_name                varchar(200) not null,
  authorization_grant_type      varchar(100) not null,
  authorized_scopes             varchar(1000),
  attributes                    varchar(20000),
  state                         varchar(500),
  authorization_code_value       varchar(8000),
  authorization_code_issued_at   timestamp with time zone,
  authorization_code_expires_at  timestamp with time zone,
  authorization_code_metadata    varchar(8000),
  access_token_value             varchar(8000),
  access_token_issued_at         timestamp with time zone,
  access_token_expires_at        timestamp with time zone,
  access_token_metadata          varchar(8000),
  oidc_id_token_value            varchar(8000),
  oidc_id_token_issued_at        timestamp with time zone,
  oidc_id_token_expires_at       timestamp with time zone,
  oidc_id_token_metadata         varchar(8000),
  refresh_token_value            varchar(8000),
  refresh_token_issued_at        timestamp with time zone,
  refresh_token_expires_at       timestamp with time zone,
  refresh_token_metadata         varchar(8000),
  user_code_value                varchar(8000),
  user_code_issued_at            timestamp with time zone,
  user_code_expires_at           timestamp with time zone,
  user_code_metadata             varchar(8000),
  device_code_value              varchar(8000),
  device_code_issued_at          timestamp with time zone,
  device_code_expires_at         timestamp with time zone,
  device_code_metadata           varchar(8000),
  access_token_type             varchar(100),
  access_token_scopes           varchar(1000)
);
delete from oauth2_authorization
where coalesce(refresh_token_expires_at, access_token_expires_at, authorization_code_expires_at) < current_timestamp
   or coalesce(refresh_token_expires_at, access_token_expires_at, authorization_code_expires_at) is null;
