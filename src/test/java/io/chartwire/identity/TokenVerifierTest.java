package io.chartwire.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    @TempDir
    private static Path data;

    private RSAKey key;
    private TokenVerifier verifier;

    @BeforeEach
    void read_the_key() throws Exception {
        DevelopmentKey development = DevelopmentKey.in(data);
        key = RSAKey.parse(Files.readString(data.resolve("development-key.json")));
        verifier = new TokenVerifier(development);
    }

    @Test
    void knows_who_a_signed_token_names() throws Exception {
        Instant expires =
                Instant.ofEpochSecond(Instant.now().plus(Duration.ofHours(1)).getEpochSecond());
        Identity ada =
                new Identity("u1", "Dr. Ada Reyes", new TenantId("demo"), Set.of("provider", "billing"), expires);

        assertThat(verifier.verify(DevelopmentKey.in(data).sign(ada))).isEqualTo(ada);
    }

    @Test
    void remembers_a_token_that_it_has_verified() throws Exception {
        String token = signed(it -> it);

        assertThat(verifier.verify(token)).isSameAs(verifier.verify(token));
    }

    @Test
    void takes_a_token_without_a_name() throws Exception {
        assertThat(verifier.verify(signed(it -> it.claim("name", null))).name()).isEmpty();
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                claims("no subject", it -> it.subject(null)),
                claims("a null for a subject", it -> it.subject(null).serializeNullClaims(true)),
                claims("a blank subject", it -> it.subject(" ")),
                claims("no expiry", it -> it.expirationTime(null)),
                claims("a null for an expiry", it -> it.expirationTime(null).serializeNullClaims(true)),
                claims("expired", it -> it.expirationTime(in(Duration.ofMinutes(-2)))),
                claims("not valid yet", it -> it.notBeforeTime(in(Duration.ofHours(1)))),
                claims("another audience", it -> it.audience("billing-portal")),
                claims("no audience", it -> it.audience((String) null)),
                claims("another issuer", it -> it.issuer("somebody")),
                claims("no tenant", it -> it.claim("tenant", null)),
                claims("an empty tenant", it -> it.claim("tenant", "")),
                claims("a tenant that is no text", it -> it.claim("tenant", List.of("demo"))),
                claims("a tenant with a quote", it -> it.claim("tenant", "demo' OR '1'='1")),
                claims("a tenant of capitals", it -> it.claim("tenant", "Demo")),
                claims("no roles", it -> it.claim("roles", null)),
                claims("roles that are no list", it -> it.claim("roles", true)),
                claims("roles that are no texts", it -> it.claim("roles", List.of(1, 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void refuses_a_token_whose_claims_do_not_do(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        refuses(signed(change));
    }

    @Test
    void takes_a_token_that_ended_within_the_skew_of_clocks() throws Exception {
        String token = signed(it -> it.expirationTime(in(Duration.ofSeconds(-20))));

        assertThat(verifier.verify(token).subject()).isEqualTo("u1");
    }

    @Test
    void refuses_a_token_that_nobody_signed() {
        refuses(new PlainJWT(builder().build()).serialize());
    }

    @Test
    void refuses_a_token_that_the_public_key_signed_as_a_secret() throws JOSEException {
        byte[] secret = key.toPublicJWK().toRSAPublicKey().getEncoded();

        refuses(signed(JWSAlgorithm.HS256, new MACSigner(secret)));
    }

    @Test
    void refuses_a_token_that_another_key_signed(@TempDir Path other) throws Exception {
        Identity ada = new Identity(
                "u1", "", new TenantId("demo"), Set.of("admin"), Instant.now().plusSeconds(60));

        refuses(DevelopmentKey.in(other).sign(ada));
    }

    @Test
    void refuses_a_token_that_another_key_signed_in_the_name_of_ours(@TempDir Path other) throws Exception {
        DevelopmentKey.in(other);
        RSAKey forger = RSAKey.parse(Files.readString(other.resolve("development-key.json")));

        refuses(signed(JWSAlgorithm.RS256, new RSASSASigner(forger)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256"})
    void refuses_a_token_signed_another_way_than_agreed(String algorithm) throws JOSEException {
        refuses(signed(JWSAlgorithm.parse(algorithm), new RSASSASigner(key)));
    }

    @Test
    void refuses_a_token_whose_claims_were_changed_after_signing() {
        String[] parts = signed(it -> it).split("\\.");
        String[] other = signed(it -> it.claim("tenant", "acme")).split("\\.");

        refuses(parts[0] + "." + other[1] + "." + parts[2]);
    }

    @Test
    void refuses_a_token_without_its_signature() {
        String token = signed(it -> it);

        refuses(token.substring(0, token.lastIndexOf('.') + 1));
        refuses(token.substring(0, token.lastIndexOf('.')));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", " ", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0..", "null", "Bearer x"})
    void refuses_what_is_no_token(String token) {
        refuses(token);
    }

    @Test
    void says_why_without_repeating_the_token() {
        String token = signed(it -> it.issuer("somebody"));

        assertThatThrownBy(() -> verifier.verify(token))
                .hasMessageStartingWith("The token is refused")
                .message()
                .doesNotContain(token.substring(0, 20));
    }

    private void refuses(String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    private static Arguments claims(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    private static Date in(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    private static JWTClaimsSet.Builder builder() {
        return new JWTClaimsSet.Builder()
                .issuer(DevelopmentKey.ISSUER)
                .audience(DevelopmentKey.AUDIENCE)
                .subject("u1")
                .claim("name", "Ada")
                .claim("tenant", "demo")
                .claim("roles", List.of("provider"))
                .expirationTime(in(Duration.ofHours(1)));
    }

    private String signed(UnaryOperator<JWTClaimsSet.Builder> change) {
        try {
            return sign(JWSAlgorithm.RS256, new RSASSASigner(key), change.apply(builder()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        return sign(algorithm, signer, builder());
    }

    private String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
