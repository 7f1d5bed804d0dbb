package nl.keukentafel.identity;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What the OpenID provider calls the claims that this server needs. */
@ConfigurationProperties("keukentafel.identity.claims")
record ClaimNames(
    @DefaultValue("client_id") String clientId,
    @DefaultValue("scope") String scope,
    @DefaultValue("role") String role,
    @DefaultValue("organization") String organization,
    @DefaultValue("fhirUser") String fhirUser,
    @DefaultValue("patient") String patient,
    @DefaultValue("purpose") String purpose) {}
