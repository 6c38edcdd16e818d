package io.chartwire.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an issuer that publishes its keys, over real HTTP on this machine. */
class IssuerTokensTest {
    private LocalIssuer issuer;

    @BeforeEach
    void open() throws IOException {
        issuer = LocalIssuer.named("/realms/clinic").open();
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void takes_a_token_of_keycloak_with_roles_of_the_realm_and_of_the_client() throws Exception {
        RSAKey key = issuer.publishRsaKey("kc-1");
        issuer.publish(new RSAKeyGenerator(2048)
                .keyID("kc-enc")
                .algorithm(com.nimbusds.jose.JWEAlgorithm.RSA_OAEP_256)
                .generate());
        TokenVerifier verifier = TokenVerifier.of(LocalIssuer.settings(
                "issuer", issuer.name(), "roles-claim", "realm_access.roles, resource_access.chartwire.roles"));
        String token = LocalIssuer.sign(
                key,
                claims().audience(List.of("chartwire", "account"))
                        .subject("f1b8ad5d-2a35-4a3e-8a4a-0c5b2a0f2f11")
                        .claim("typ", "Bearer")
                        .claim("azp", "chartwire")
                        .claim("scope", "openid profile email")
                        .claim("name", "Ada Reyes")
                        .claim("preferred_username", "areyes")
                        .claim("realm_access", Map.of("roles", List.of("offline_access", "provider")))
                        .claim("resource_access", Map.of("chartwire", Map.of("roles", List.of("manager"))))
                        .claim("tenant", "demo")
                        .build());

        Identity identity = verifier.verify(token);

        assertThat(identity.subject()).isEqualTo("f1b8ad5d-2a35-4a3e-8a4a-0c5b2a0f2f11");
        assertThat(identity.name()).isEqualTo("Ada Reyes");
        assertThat(identity.tenant()).isEqualTo(new TenantId("demo"));
        assertThat(identity.roles()).containsExactlyInAnyOrder("offline_access", "provider", "manager");
    }

    @Test
    void takes_a_token_of_auth0_with_claims_named_by_addresses() throws Exception {
        try (LocalIssuer auth0 = LocalIssuer.named("/").open()) {
            RSAKey key = auth0.publishRsaKey("NzVGMzQ");
            TokenVerifier verifier = TokenVerifier.of(LocalIssuer.settings(
                    "issuer", auth0.name(),
                    "audience", "https://chartwire.example/api",
                    "tenant-claim", "https://clinic.example/tenant",
                    "roles-claim", "https://clinic.example/roles"));
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(new JOSEObjectType("at+jwt"))
                    .keyID("NzVGMzQ")
                    .build();
            String token = LocalIssuer.sign(
                    header,
                    new RSASSASigner(key),
                    claims().issuer(auth0.name())
                            .audience(List.of("https://chartwire.example/api", auth0.name() + "userinfo"))
                            .subject("auth0|5f7c8ec7c33c6c004bbafe82")
                            .claim("azp", "my_client_id")
                            .claim("scope", "openid profile")
                            .claim("https://clinic.example/roles", List.of("billing"))
                            .claim("https://clinic.example/tenant", "acme")
                            .build());

            Identity identity = verifier.verify(token);

            assertThat(identity.subject()).isEqualTo("auth0|5f7c8ec7c33c6c004bbafe82");
            assertThat(identity.tenant()).isEqualTo(new TenantId("acme"));
            assertThat(identity.roles()).containsExactly("billing");
        }
    }

    @Test
    void takes_a_token_of_entra_whose_tenant_is_the_directory() throws Exception {
        String directory = "9122040d-6c67-4c5b-b112-36a304b66dad";
        try (LocalIssuer entra = LocalIssuer.named("/" + directory + "/v2.0").open()) {
            RSAKey key = entra.publishRsaKey("nOo3ZDrODXEK1jKWhXslHR_KXEg");
            TokenVerifier verifier = TokenVerifier.of(LocalIssuer.settings(
                    "issuer", entra.name(),
                    "audience", "6e74172b-be56-4843-9ff4-e66a39bb12e3",
                    "tenant-claim", "tid",
                    "roles-claim", "roles,groups"));
            String token = LocalIssuer.sign(
                    key,
                    claims().issuer(entra.name())
                            .audience("6e74172b-be56-4843-9ff4-e66a39bb12e3")
                            .subject("AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ")
                            .claim("tid", directory)
                            .claim("oid", "690222be-ff1a-4d56-abd1-7e4f7d38e474")
                            .claim("ver", "2.0")
                            .claim("name", "Abe Lincoln")
                            .claim("roles", List.of("nurse"))
                            .build());

            Identity identity = verifier.verify(token);

            assertThat(identity.tenant()).isEqualTo(new TenantId(directory));
            assertThat(identity.roles()).containsExactly("nurse");
        }
    }

    @Test
    void takes_roles_that_are_one_text_with_spaces() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");

        Identity identity = discovering()
                .verify(LocalIssuer.sign(
                        key, ours().claim("roles", "provider billing").build()));

        assertThat(identity.roles()).containsExactlyInAnyOrder("provider", "billing");
    }

    @Test
    void takes_an_es256_token() throws Exception {
        JWK key = issuer.publishEcKey("ec");

        assertThat(discovering().verify(LocalIssuer.sign(key, ours().build())).subject())
                .isEqualTo("u1");
    }

    @Test
    void takes_an_eddsa_token_and_refuses_a_changed_one() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        issuer.publish(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .keyID("ed")
                .build());
        TokenVerifier verifier = discovering();
        String token = eddsa(pair, "ed");

        assertThat(verifier.verify(token).subject()).isEqualTo("u1");
        refuses(verifier, token.substring(0, token.length() - 8) + "AAAAAAAA");
        refuses(verifier, token.substring(0, token.lastIndexOf('.')) + ".AAAA");
    }

    @Test
    void takes_keys_from_an_address_alone() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        TokenVerifier verifier = TokenVerifier.of(LocalIssuer.settings("jwks-url", issuer.keysAddress()));

        assertThat(verifier.verify(LocalIssuer.sign(key, ours().build())).subject())
                .isEqualTo("u1");
    }

    @Test
    void asks_for_the_keys_once_and_then_knows_them() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        TokenVerifier verifier = discovering();
        for (int count = 0; count < 50; count++) {
            verifier.verify(LocalIssuer.sign(key, ours().jwtID("t" + count).build()));
        }

        assertThat(issuer.keyRequests()).isEqualTo(1);
    }

    @Test
    void takes_a_new_key_as_soon_as_a_token_names_it() throws Exception {
        RSAKey old = issuer.publishRsaKey("old");
        TokenVerifier verifier = discovering();
        verifier.verify(LocalIssuer.sign(old, ours().build()));

        RSAKey fresh = issuer.publishRsaKey("new");

        assertThat(verifier.verify(LocalIssuer.sign(fresh, ours().build())).subject())
                .isEqualTo("u1");
    }

    @Test
    void does_not_let_tokens_of_unknown_keys_wear_the_issuer_out() throws Exception {
        RSAKey known = issuer.publishRsaKey("known");
        TokenVerifier verifier = discovering();
        verifier.verify(LocalIssuer.sign(known, ours().build()));
        for (int count = 0; count < 20; count++) {
            RSAKey unknown = new RSAKey.Builder(known).keyID("unknown-" + count).build();
            refuses(verifier, LocalIssuer.sign(unknown, ours().build()));
        }

        assertThat(issuer.keyRequests()).isLessThanOrEqualTo(3);
        assertThat(verifier.verify(LocalIssuer.sign(known, ours().jwtID("again").build()))
                        .subject())
                .isEqualTo("u1");
    }

    @Test
    void refuses_a_key_that_the_issuer_has_withdrawn() throws Exception {
        RSAKey withdrawn = issuer.publishRsaKey("withdrawn");
        issuer.publishRsaKey("other");
        TokenVerifier verifier = discovering("keys-seconds", "1");
        verifier.verify(LocalIssuer.sign(withdrawn, ours().build()));

        issuer.withdraw(withdrawn);

        await().untilAsserted(() -> refuses(
                verifier,
                LocalIssuer.sign(
                        withdrawn, ours().jwtID(Instant.now().toString()).build())));
    }

    @Test
    void goes_on_with_the_keys_it_has_while_the_issuer_is_away() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        TokenVerifier verifier = discovering("keys-seconds", "1");
        verifier.verify(LocalIssuer.sign(key, ours().build()));
        issuer.close();

        Instant end = Instant.now().plusMillis(1500);
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            String token =
                    LocalIssuer.sign(key, ours().jwtID(Instant.now().toString()).build());
            assertThat(verifier.verify(token).subject()).isEqualTo("u1");
            return Instant.now().isAfter(end);
        });
    }

    @Test
    void starts_without_the_issuer_verifies_nothing_and_recovers() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        issuer.close();
        TokenVerifier verifier = discovering("keys-seconds", "1");
        String token = LocalIssuer.sign(key, ours().build());

        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(KeysUnavailableException.class);

        issuer.open();
        await().ignoreExceptions().until(() -> verifier.verify(token) != null);
    }

    @Test
    void does_not_take_keys_from_a_configuration_of_another_issuer() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        TokenVerifier verifier = TokenVerifier.of(LocalIssuer.settings("issuer", issuer.name() + "/"));
        String token = LocalIssuer.sign(key, ours().issuer(issuer.name() + "/").build());

        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(KeysUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://keys.example/jwks", "file:///etc/passwd", "ftp://127.0.0.1/keys"})
    void does_not_take_keys_over_an_unsafe_way(String address) throws Exception {
        RSAKey key = issuer.publishRsaKey("k");

        assertThatThrownBy(() -> TokenVerifier.of(LocalIssuer.settings("jwks-url", address)))
                .hasMessageContaining("https");

        issuer.claimsThatItsKeysAreAt(address);
        refuses(discovering(), LocalIssuer.sign(key, ours().build()));
    }

    @Test
    void refuses_the_development_key_when_an_issuer_is_set(@TempDir Path data) throws Exception {
        issuer.publishRsaKey("k");
        Identity ada = new Identity(
                "u1", "", new TenantId("demo"), Set.of("admin"), Instant.now().plusSeconds(60));
        String token = DevelopmentKey.in(data).sign(ada);

        refuses(discovering(), token);
        refuses(TokenVerifier.of(LocalIssuer.settings("jwks-url", issuer.keysAddress())), token);
    }

    @Test
    void refuses_an_issuers_public_key_taken_for_a_secret() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        byte[] der = key.toRSAPublicKey().getEncoded();
        byte[] pem = pem("PUBLIC KEY", der).getBytes(StandardCharsets.US_ASCII);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k").build();
        TokenVerifier verifier = discovering();

        refuses(verifier, LocalIssuer.sign(header, new MACSigner(der), ours().build()));
        refuses(verifier, LocalIssuer.sign(header, new MACSigner(pem), ours().build()));
    }

    @Test
    void follows_no_key_that_a_tokens_header_brings_or_names() throws Exception {
        issuer.publishRsaKey("k");
        TokenVerifier verifier = discovering();
        try (LocalIssuer attacker = LocalIssuer.named("/evil").open()) {
            RSAKey evil = attacker.publishRsaKey("k");
            URI address = URI.create(attacker.keysAddress());
            for (JWSHeader header : List.of(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID("k")
                            .jwkURL(address)
                            .build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .x509CertURL(address)
                            .build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .jwk(evil.toPublicJWK())
                            .build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .x509CertChain(
                                    List.of(Base64.encode(evil.toRSAPublicKey().getEncoded())))
                            .build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID("../../keys")
                            .build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID("' OR 1=1 --")
                            .build())) {
                refuses(verifier, LocalIssuer.sign(header, new RSASSASigner(evil), ours().build()));
            }
            assertThat(attacker.keyRequests()).isZero();
        }
    }

    @Test
    void refuses_a_key_that_is_too_short_to_trust() throws Exception {
        RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
        issuer.publish(weak);

        refuses(
                discovering(),
                LocalIssuer.sign(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("weak").build(),
                        new RSASSASigner(weak.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())),
                        ours().build()));
    }

    @Test
    void refuses_a_token_for_another_audience_or_of_another_issuer() throws Exception {
        RSAKey key = issuer.publishRsaKey("k");
        TokenVerifier verifier = discovering();

        refuses(verifier, LocalIssuer.sign(key, ours().audience("account").build()));
        refuses(
                verifier,
                LocalIssuer.sign(key, ours().issuer("https://other.example").build()));
        refuses(
                verifier,
                LocalIssuer.sign(
                        key, ours().notBeforeTime(in(Duration.ofMinutes(5))).build()));
        refuses(
                verifier,
                LocalIssuer.sign(
                        key, ours().expirationTime(in(Duration.ofMinutes(-2))).build()));
    }

    @Test
    void takes_the_keys_of_a_pem_file(@TempDir Path folder) throws Exception {
        RSAKey rsa = LocalIssuer.rsaKey("from-somewhere");
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        JWK ec = issuer.publishEcKey("ec");
        Path file = Files.writeString(
                folder.resolve("keys.pem"),
                "a comment of the operator\n"
                        + pem("PUBLIC KEY", rsa.toRSAPublicKey().getEncoded())
                        + pem("PUBLIC KEY", ec.toECKey().toECPublicKey().getEncoded())
                        + pem("PUBLIC KEY", edwards.getPublic().getEncoded()));
        TokenVerifier verifier =
                TokenVerifier.of(LocalIssuer.settings("public-key", file.toString(), "issuer", issuer.name()));

        assertThat(verifier.verify(LocalIssuer.sign(rsa, ours().build())).subject())
                .isEqualTo("u1");
        assertThat(verifier.verify(LocalIssuer.sign(ec, ours().build())).subject())
                .isEqualTo("u1");
        assertThat(verifier.verify(eddsa(edwards, "any")).subject()).isEqualTo("u1");
        refuses(verifier, LocalIssuer.sign(LocalIssuer.rsaKey("from-somewhere"), ours().build()));
    }

    @Test
    void takes_the_keys_that_a_pem_file_holds_later(@TempDir Path folder) throws Exception {
        RSAKey first = LocalIssuer.rsaKey("first");
        RSAKey second = LocalIssuer.rsaKey("second");
        Path file = Files.writeString(
                folder.resolve("keys.pem"),
                pem("PUBLIC KEY", first.toRSAPublicKey().getEncoded()));
        TokenVerifier verifier =
                TokenVerifier.of(LocalIssuer.settings("public-key", file.toString(), "issuer", issuer.name()));
        refuses(verifier, LocalIssuer.sign(second, ours().build()));

        Files.writeString(file, pem("PUBLIC KEY", second.toRSAPublicKey().getEncoded()));

        String token = LocalIssuer.sign(second, ours().build());
        await().ignoreExceptions().until(() -> verifier.verify(token) != null);
        refuses(verifier, LocalIssuer.sign(first, ours().build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void says_what_is_wrong_with_a_key_file(String content, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.pem"), content);

        assertThatThrownBy(() -> TokenVerifier.of(LocalIssuer.settings("public-key", file.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys.pem");
    }

    private TokenVerifier discovering(String... besides) throws IOException {
        String[] settings = Arrays.copyOf(besides, besides.length + 2);
        settings[besides.length] = "issuer";
        settings[besides.length + 1] = issuer.name();
        return TokenVerifier.of(LocalIssuer.settings(settings));
    }

    private static void refuses(TokenVerifier verifier, String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    /** What every issuer's token has. */
    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.name())
                .subject("u1")
                .issueTime(in(Duration.ZERO))
                .expirationTime(in(Duration.ofMinutes(5)));
    }

    /** A token with the claims of the public contract. */
    private JWTClaimsSet.Builder ours() {
        return claims().audience("chartwire").claim("tenant", "demo").claim("roles", List.of("provider"));
    }

    private String eddsa(KeyPair pair, String keyId) throws Exception {
        return LocalIssuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID(keyId).build(), new Edwards(pair), ours().build());
    }

    private static Date in(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /** Signs with the JDK's Ed25519. */
    private static final class Edwards extends BaseJWSProvider implements JWSSigner {
        private final KeyPair pair;

        Edwards(KeyPair pair) {
            super(Set.of(JWSAlgorithm.EdDSA));
            this.pair = pair;
            assertThat(pair.getPublic()).isInstanceOf(EdECPublicKey.class);
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] input) {
            try {
                Signature algorithm = Signature.getInstance("Ed25519");
                algorithm.initSign(pair.getPrivate());
                algorithm.update(input);
                return Base64URL.encode(algorithm.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
