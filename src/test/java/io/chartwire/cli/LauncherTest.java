package io.chartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./chartwire} of an installation that is built, with a {@code java} that says how it was called. */
class LauncherTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path elsewhere;

    @BeforeEach
    void install() throws IOException {
        home = folder.toRealPath().resolve("chartwire");
        elsewhere = Files.createDirectories(folder.toRealPath().resolve("elsewhere"));
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("routes"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createDirectories(home.resolve("target/lib"));
        Files.createFile(home.resolve("target/chartwire-1.jar"));
        script(home.resolve("chartwire"), Files.readString(Path.of("chartwire")));
        script(
                home.resolve("jdk/bin/java"),
                """
                #!/bin/sh
                case "$1" in -version) echo 'openjdk version "17.0.1"' >&2 ;; *) printf '%s\\n' "$@" ;; esac
                """);
        Files.createFile(home.resolve("target/build.stamp"));
    }

    @Test
    void puts_the_jars_beside_the_routes_behind_its_own() throws Exception {
        Files.createDirectory(home.resolve("lib"));
        assertThat(run(home)).contains(ownJars() + ":" + home + "/lib/*\n");
        assertThat(run(elsewhere)).contains(ownJars() + ":" + home + "/lib/*\n");
    }

    @Test
    void takes_them_from_where_it_takes_the_routes() throws Exception {
        Files.createDirectory(home.resolve("lib"));
        Files.createDirectory(elsewhere.resolve("routes"));
        assertThat(run(elsewhere)).contains(ownJars() + "\n");
        Files.createDirectory(elsewhere.resolve("lib"));
        assertThat(run(elsewhere)).contains(ownJars() + ":" + elsewhere + "/lib/*\n");
    }

    private String ownJars() {
        return home + "/target/chartwire-1.jar:" + home + "/target/lib/*";
    }

    private String run(Path directory) throws IOException, InterruptedException {
        ProcessBuilder launch = new ProcessBuilder(home.resolve("chartwire").toString(), "run")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        launch.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        Process process = launch.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
