package io.chartwire.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.chartwire.testing.Client;
import io.chartwire.testing.RunningHub;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IssuerHubIT {
    @Test
    void a_hub_that_starts_without_its_issuer_answers_503_and_lets_in_when_the_issuer_is_back() throws Exception {
        LocalIssuer issuer = LocalIssuer.named("/realms/clinic");
        RSAKey key = issuer.publishRsaKey("k");
        try (RunningHub hub = RunningHub.alone(Map.of(
                        "chartwire.identity.issuer", issuer.name(),
                        "chartwire.identity.roles-claim", "realm_access.roles",
                        "chartwire.identity.keys-seconds", "1"));
                issuer) {
            Client development = hub.clinic().as("admin");
            Client ada = development.withToken(token(issuer, key));

            assertThat(List.of(ada.get("/api/claims"), ada.get("/ws"))).allSatisfy(refused -> {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isNotNull();
            });

            issuer.open();
            await().until(() -> ada.get("/api/claims").status() == 200);
            assertThat(ada.get("/api/dead-letters").status()).isEqualTo(403);
            assertThat(development.get("/api/claims").status()).isEqualTo(401);
        }
    }

    private static String token(LocalIssuer issuer, RSAKey key) throws Exception {
        return LocalIssuer.sign(
                key,
                new JWTClaimsSet.Builder()
                        .issuer(issuer.name())
                        .audience("chartwire")
                        .subject("ada")
                        .claim("tenant", "demo")
                        .claim("realm_access", Map.of("roles", List.of("billing")))
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                        .build());
    }
}
