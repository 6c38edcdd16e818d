package io.chartwire;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.chartwire.rest.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages depend on each other one way, as their package-info files say. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.chartwire");

    private static final Set<String> ALL = Set.of(
            "identity",
            "database",
            "audit",
            "socket",
            "delivery",
            "change",
            "retention",
            "hl7",
            "intake",
            "rest",
            "route",
            "server",
            "tls",
            "trial",
            "cli",
            "bench");

    /** What each package may use of ours, besides the settings. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("identity", Set.of()),
            Map.entry("database", Set.of()),
            Map.entry("audit", Set.of("database")),
            Map.entry("hl7", Set.of()),
            Map.entry("socket", Set.of("identity")),
            Map.entry("delivery", Set.of("socket", "identity", "database")),
            Map.entry("change", Set.of("delivery", "socket", "identity", "database")),
            Map.entry("retention", Set.of("database")),
            Map.entry("rest", Set.of("change", "audit", "identity", "database")),
            Map.entry("intake", Set.of("hl7", "audit", "change", "identity", "database", "tls")),
            Map.entry("route", Set.of("intake", "rest", "socket", "delivery", "hl7", "identity", "database")),
            Map.entry("server", Set.of("socket", "audit", "identity", "tls")),
            Map.entry("tls", Set.of()),
            Map.entry("trial", Set.of("change", "route")),
            Map.entry("cli", ALL),
            Map.entry("bench", ALL)));

    /** The one class that a package may use of one that it may not use otherwise. */
    private static final Map<String, Class<?>> EXCEPT = Map.of("server", Problem.class);

    private static final Path MAIN_SOURCES = Path.of("src/main/java/io/chartwire");
    /** A throwable, or what it says of itself, as the last argument. */
    private static final Pattern LOGGED_MESSAGE = Pattern.compile(
            "LOG\\s*\\.(info|warn|error)\\((\"[^\"]*\"|[^;\"])*[ (]"
                    + "(e|failure|cause|thrown|\\w+\\.(failure|cause)\\(\\))(\\.(toString|getMessage|getCause)\\(\\))*\\s*\\);");

    static Stream<String> packages() {
        return MAY_USE.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_uses_only_what_its_package_info_says(String name) {
        Set<String> allowed = new TreeSet<>(MAY_USE.get(name));
        allowed.add(name);
        Set<String> forbidden = ALL.stream()
                .filter(other -> !allowed.contains(other))
                .map(other -> "io.chartwire." + other + "..")
                .collect(Collectors.toSet());
        if (forbidden.isEmpty()) {
            return;
        }
        DescribedPredicate<JavaClass> others = resideInAnyPackage(forbidden.toArray(String[]::new));
        Class<?> except = EXCEPT.get(name);
        noClasses()
                .that()
                .resideInAPackage("io.chartwire." + name + "..")
                .should()
                .dependOnClassesThat(except == null ? others : others.and(not(type(except))))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void every_package_says_what_it_may_use() {
        Set<String> packages = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals("io.chartwire"))
                .map(name -> name.substring("io.chartwire.".length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MAY_USE.keySet()).containsAll(packages);
        assertThat(packages)
                .allSatisfy(name -> assertThat(Path.of("src/main/java/io/chartwire", name, "package-info.java"))
                        .isRegularFile());
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.chartwire.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void only_the_command_line_starts_a_hub() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.chartwire", "io.chartwire.cli..", "io.chartwire.bench..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Hub.class)
                .check(MAIN);
    }

    @Test
    void routes_are_yaml_and_never_java() {
        noClasses().should().beAssignableTo(RouteBuilder.class).check(MAIN);
    }

    @Test
    void a_class_is_public_only_when_another_package_uses_it() {
        classes()
                .that()
                .haveModifier(JavaModifier.PUBLIC)
                .and()
                .areTopLevelClasses()
                .and()
                .doNotHaveFullyQualifiedName("io.chartwire.cli.Chartwire")
                // Routes call it by its name in the registry.
                .and()
                .doNotHaveFullyQualifiedName("io.chartwire.change.DeadLetterReplay")
                // A caught exception is no use in ArchUnit's eyes.
                .and()
                .areNotAssignableTo(Throwable.class)
                // What intake does not use of hl7 waits for it.
                .and()
                .resideOutsideOfPackage("io.chartwire.hl7")
                .should(beUsedByAnotherPackage())
                .check(MAIN);
    }

    @Test
    void nothing_logs_by_java_util_logging() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MAIN);
    }

    /** The messages of other failures may quote a patient's data: see {@link LoggedFailure}. */
    @Test
    void a_failure_is_logged_with_its_message_only_where_it_is_of_files_or_settings() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN_SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(ArchitectureTest::logsAFailureWithItsMessage)
                            .map(file -> MAIN_SOURCES.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "database/ServerKeeper.java",
                            "identity/IssuerKeys.java",
                            "route/LiveRoutes.java",
                            "route/Reload.java");
        }
    }

    private static boolean logsAFailureWithItsMessage(Path file) {
        try {
            return LOGGED_MESSAGE.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void only_the_command_line_prints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                MAIN.that(not(resideInAnyPackage("io.chartwire.cli..", "io.chartwire.bench.."))));
    }

    @Test
    void no_class_is_called_an_implementation() {
        noClasses().should().haveSimpleNameEndingWith("Impl").check(MAIN);
    }

    private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
        return new ArchCondition<>("be used by another package, or be package-private") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean used = item.getDirectDependenciesToSelf().stream()
                        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(item.getPackageName()));
                events.add(new SimpleConditionEvent(
                        item, used, item.getFullName() + " is public and no other package uses it"));
            }
        };
    }
}
