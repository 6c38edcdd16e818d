package io.chartwire.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeysTest {
    private final AtomicLong now = new AtomicLong(-3);

    @TempDir
    private Path folder;

    private RSAKey first;
    private RSAKey second;
    private Path file;
    private PemKeys keys;

    @BeforeEach
    void write_a_file() throws Exception {
        first = LocalIssuer.rsaKey("first");
        second = LocalIssuer.rsaKey("second");
        file = Files.writeString(folder.resolve("keys.pem"), pem(first));
        keys = new PemKeys(file, now::get);
    }

    @Test
    void are_those_that_the_file_holds_now() throws Exception {
        Files.writeString(file, pem(first) + pem(second));
        assertThat(afterASecond()).hasSize(2);

        Files.writeString(file, pem(second));
        assertThat(afterASecond()).singleElement().isEqualTo(anonymous(second));
    }

    @Test
    void are_looked_for_no_more_than_once_a_second() throws Exception {
        Files.writeString(file, pem(second));

        assertThat(given()).singleElement().isEqualTo(anonymous(first));
        assertThat(afterASecond()).singleElement().isEqualTo(anonymous(second));
    }

    @Test
    void stay_while_the_file_cannot_be_used() throws Exception {
        Files.writeString(file, "half a fi");
        assertThat(afterASecond()).singleElement().isEqualTo(anonymous(first));

        Files.delete(file);
        assertThat(afterASecond()).singleElement().isEqualTo(anonymous(first));
    }

    private List<JWK> afterASecond() {
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        return given();
    }

    private List<JWK> given() {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
    }

    /** A file names no key ids. */
    private static JWK anonymous(RSAKey key) throws Exception {
        return new RSAKey.Builder(key.toRSAPublicKey()).build();
    }

    private static String pem(RSAKey key) throws Exception {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
