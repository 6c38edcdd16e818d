package io.chartwire.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chartwire.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer on this machine: its configuration, its keys, and the tokens that it signs. */
final class LocalIssuer implements AutoCloseable {
    private final List<JWK> published = new ArrayList<>();
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final String path;
    private String keysAddress;
    private int port;
    private HttpServer server;

    private LocalIssuer(String path) {
        this.path = path;
    }

    /** An issuer whose name ends with a path, such as {@code /realms/clinic}; it does not listen yet. */
    static LocalIssuer named(String path) throws IOException {
        LocalIssuer issuer = new LocalIssuer(path);
        issuer.open();
        issuer.close();
        return issuer;
    }

    /** Listens, on the same port each time. */
    LocalIssuer open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        port = server.getAddress().getPort();
        server.createContext("/", exchange -> answer(exchange, null));
        server.createContext(
                base() + ".well-known/openid-configuration",
                exchange -> answer(exchange, "{\"issuer\":\"" + name() + "\",\"jwks_uri\":\"" + keysAddress() + "\"}"));
        server.createContext("/keys", exchange -> {
            keyRequests.incrementAndGet();
            answer(exchange, new JWKSet(published).toString(true));
        });
        server.start();
        return this;
    }

    String name() {
        return "http://127.0.0.1:" + port + path;
    }

    String keysAddress() {
        return keysAddress != null ? keysAddress : "http://127.0.0.1:" + port + "/keys";
    }

    void claimsThatItsKeysAreAt(String address) {
        keysAddress = address;
    }

    int keyRequests() {
        return keyRequests.get();
    }

    RSAKey publishRsaKey(String id) throws Exception {
        RSAKey key = rsaKey(id);
        published.add(key);
        return key;
    }

    ECKey publishEcKey(String id) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        published.add(key);
        return key;
    }

    void publish(JWK key) {
        published.add(key);
    }

    void withdraw(JWK key) {
        published.remove(key);
    }

    static RSAKey rsaKey(String id) throws Exception {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    static String sign(JWK key, JWTClaimsSet claims) throws Exception {
        return key instanceof RSAKey rsa
                ? sign(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .build(),
                        new RSASSASigner(rsa),
                        claims)
                : sign(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID(key.getKeyID())
                                .build(),
                        new ECDSASigner((ECKey) key),
                        claims);
    }

    static String sign(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    /** The hub's settings with these besides; names and values in turn. */
    static Settings settings(String... besides) {
        Map<String, String> overrides = new HashMap<>();
        for (int index = 0; index < besides.length; index += 2) {
            overrides.put("chartwire.identity." + besides[index], besides[index + 1]);
        }
        return Settings.load(overrides);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String base() {
        return path.endsWith("/") ? path : path + "/";
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
