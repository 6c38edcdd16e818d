# syntax=docker/dockerfile:1
# Chartwire with its embedded PostgreSQL, or with the server that CHARTWIRE_DATABASE_URL names.
#   docker build -t chartwire .
#   docker run --init -p 127.0.0.1:8080:8080 -p 127.0.0.1:2575:2575 -v chartwire-data:/data chartwire
#   docker run --rm -v chartwire-data:/data chartwire token --tenant demo --user u1 --name "Dr. Ada Reyes" --role admin
# Another set of routes is mounted over /opt/chartwire/routes.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM eclipse-temurin:17-jre
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home chartwire \
    && install -d -o chartwire -g chartwire -m 0700 /data
WORKDIR /opt/chartwire
COPY --from=build /build/target/lib jars
COPY --from=build /build/target/chartwire-*.jar chartwire.jar
COPY routes routes

# C.UTF-8 is there in every image; the embedded PostgreSQL refuses a locale that is not.
ENV LANG=C.UTF-8 LC_ALL=C.UTF-8 CHARTWIRE_BIND=0.0.0.0 CHARTWIRE_DATA=/data
USER chartwire
VOLUME /data
EXPOSE 8080 2575 9876
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "http://127.0.0.1:9876/observe/health"]
# Java is the first process and gets the signals. More options for it: JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "-XX:+UseParallelGC", "-XX:MaxRAMPercentage=50", "-Dchartwire.home=/opt/chartwire", \
    "-cp", "chartwire.jar:jars/*:lib/*", "io.chartwire.cli.Chartwire"]
CMD ["run"]
