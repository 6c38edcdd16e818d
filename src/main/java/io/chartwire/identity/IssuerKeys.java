package io.chartwire.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's published keys (RFC 7517), at a known address or at the one that its OpenID configuration names.
 *
 * <p>Nimbus keeps them for a while and asks ahead of the end; a key id that is not among them is looked for anew, at most twice in
 * half a minute; while the issuer is away those it had last go on for a day. Without any, the hub runs and verifies nothing.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000;
    private static final int LARGEST_DOCUMENT = 512 * 1024;
    private static final long LONGEST_WAIT_MILLIS = 15_000;
    private static final long ASK_AHEAD_MILLIS = 30_000;
    private static final long BETWEEN_LOOKS_MILLIS = 30_000;
    private static final Duration OUTAGE = Duration.ofDays(1);

    private final DefaultResourceRetriever http =
            new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, LARGEST_DOCUMENT);
    private final String issuer;
    private final URI address;
    private volatile List<String> known = List.of();

    private IssuerKeys(String issuer, URI address) {
        this.issuer = issuer;
        this.address = address;
    }

    /** The keys of the issuer whose OpenID configuration is found below its own name. */
    static IssuerKeys discoveredFrom(String issuer) {
        requireSafe(URI.create(issuer));
        return new IssuerKeys(issuer, null);
    }

    /** The keys that are published at an address. */
    static IssuerKeys at(String address) {
        return new IssuerKeys(null, requireSafe(URI.create(address)));
    }

    /** The keys as a source that remembers them for {@code kept}; the first look begins now, and nobody waits for it. */
    JWKSource<SecurityContext> source(Duration kept) {
        long keptMillis = kept.toMillis();
        ExecutorService background =
                new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "identity-keys");
                    thread.setDaemon(true);
                    return thread;
                });
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(this)
                .cache(keptMillis, Math.min(LONGEST_WAIT_MILLIS, keptMillis / 4))
                .refreshAheadCache(Math.min(ASK_AHEAD_MILLIS, keptMillis / 4), null, background, false, null, false)
                .rateLimited(Math.min(BETWEEN_LOOKS_MILLIS, keptMillis / 4))
                .outageTolerant(OUTAGE.toMillis())
                .build();
        background.execute(() -> {
            try {
                source.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
            } catch (KeySourceException e) {
                LOG.debug("The first look for keys failed", e);
            }
        });
        return source;
    }

    /** Whether the keys were ever had. */
    boolean had() {
        return !known.isEmpty();
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
            throws KeySourceException {
        try {
            JWKSet keys = JWKSet.parse(read(address == null ? discovered() : address));
            List<String> ids = keys.getKeys().stream()
                    .map(JWK::getKeyID)
                    .map(String::valueOf)
                    .toList();
            if (!ids.equals(known)) {
                LOG.info("Tokens are verified with the issuer's keys {}", ids);
                known = ids;
            }
            return keys;
        } catch (IOException | ParseException | IllegalArgumentException e) {
            LOG.warn("The issuer's keys could not be fetched: {}", e.getMessage());
            throw new JWKSetUnavailableException("The issuer's keys could not be fetched", e);
        }
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    /** The address that the issuer's OpenID configuration names; it must be this issuer's (OpenID Connect Discovery, 4.3). */
    private URI discovered() throws IOException {
        String base = issuer.endsWith("/") ? issuer : issuer + "/";
        URI document = URI.create(base + ".well-known/openid-configuration");
        JsonNode configuration = JSON.readTree(read(document));
        if (!issuer.equals(configuration.path("issuer").asText())) {
            throw new IOException(document + " is of another issuer");
        }
        return requireSafe(URI.create(configuration.path("jwks_uri").asText()));
    }

    private String read(URI document) throws IOException {
        return http.retrieveResource(new URL(document.toString())).getContent();
    }

    /** Who can change the keys on their way can sign any token. */
    private static URI requireSafe(URI address) {
        boolean safe = "https".equals(address.getScheme()) || "http".equals(address.getScheme()) && isHere(address);
        if (!safe) {
            throw new IllegalArgumentException(
                    address + " must be https to take keys from it (http only on this machine)");
        }
        return address;
    }

    private static boolean isHere(URI address) {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
