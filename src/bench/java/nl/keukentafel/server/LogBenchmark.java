package nl.keukentafel.server;

import ca.uhn.fhir.rest.server.RestfulServer;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import nl.keukentafel.access.answer.LogStage;
import org.hl7.fhir.r4.model.Bundle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the access log costs on PostgreSQL, over HTTP: a read with and without its row (aim: 1 ms
 * more at most), and a client's page of fifty among so many rows (aim: 50 ms). No durable row can
 * be had for less than {@link #disk}.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(0) // the two sides take turns in one process, on one store
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 4)
public class LogBenchmark {
  private static final String READ = "Patient/" + MevrouwT.ID;
  private static final int PAGE = 50;

  @Benchmark
  public String read(Reader reader) {
    return Postgres.server().asker().get(READ).body();
  }

  /** One page of a write-ahead log made durable, without a database. */
  @Benchmark
  public int disk(Disk disk) throws IOException {
    int written = disk.file.write(ByteBuffer.allocate(Disk.PAGE), disk.next());
    disk.file.force(false);
    return written;
  }

  @Benchmark
  public String page(Archive archive) {
    return archive.client.get("AuditEvent?_count=" + PAGE).body();
  }

  /** JMH varies the last parameter first, so that the sides take turns. */
  @State(Scope.Benchmark)
  public static class Reader {
    @Param({"1", "2", "3"})
    int round;

    @Param({"true", "false"})
    boolean withLog;

    @Setup
    public void open() {
      BenchedServer server = Postgres.server();
      RestfulServer fhir = server.application().getBean(RestfulServer.class);
      LogStage log = server.application().getBean(LogStage.class);
      fhir.unregisterInterceptor(log);
      if (withLog) {
        fhir.registerInterceptor(log);
      }
      for (int i = 0; i < 500; i++) {
        if (server.asker().get(READ).status() != 200) {
          throw new IllegalStateException(READ);
        }
      }
    }
  }

  /** A file as long as a segment of that log, where the database is too. */
  @State(Scope.Benchmark)
  public static class Disk {
    private static final int PAGE = 8192;
    private static final int SEGMENT = 16 << 20;

    private FileChannel file;
    private int page;

    @Setup
    public void open() throws IOException {
      Path path = Files.createTempFile("keukentafel-benchmark", ".wal");
      file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
      file.write(ByteBuffer.allocate(SEGMENT));
      file.force(true);
    }

    private long next() {
      return (long) PAGE * (page++ % (SEGMENT / PAGE));
    }

    @TearDown
    public void close() throws IOException {
      file.close();
    }
  }

  /** So many rows of ten thousand clients; a thousandth of them is hers, all over the log. */
  @State(Scope.Benchmark)
  public static class Archive {
    @Param("10000000")
    int rows;

    Party client;

    @Setup
    public void fill() {
      BenchedServer server = Postgres.server();
      JdbcTemplate jdbc = server.application().getBean(JdbcTemplate.class);
      jdbc.update(
          """
          insert into access_log (id, node, at, request_id, act, interaction, outcome, status,
            patient, resources, subject, client_id, role, organization, purpose, rule, article,
            rulebook, previous_hash, hash)
          select i, 'archive', now() - (? - i) * interval '1 second', 'r' || i, 'raadplegen',
            'search-type Observation', 'permit', 200,
            case when i % 10000 = 7 then ? else 'client-' || i % 10000 end,
            'Observation/' || i, 'aanbieder-de-linde', 'aanbieder-de-linde', 'zorgcoordinator',
            'http://fhir.nl/fhir/NamingSystem/agb-z|99000001', 'levering', 'wmo-5.2.1-2a-levering',
            'Wmo 2015, artikel 5.2.1 lid 2 onder a', 'wmo2015/2026-01-01',
            lpad(i::text, 64, '0'), lpad((i + 1)::text, 64, '0')
          from generate_series(1, ?) i\
          """,
          rows,
          MevrouwT.ID,
          rows);
      jdbc.execute("vacuum analyze access_log"); // as autovacuum does in time
      int port =
          server
              .application()
              .getEnvironment()
              .getRequiredProperty("local.server.port", Integer.class);
      client = new Tokens(server.application().getBean(RSAKey.class), port).client(MevrouwT.ID);
      int found = client.get("AuditEvent?_count=" + PAGE).as(Bundle.class).getEntry().size();
      if (found != PAGE) {
        throw new IllegalStateException("a page of " + found);
      }
    }
  }

  /** One server on one PostgreSQL for all. */
  private static final class Postgres {
    private static BenchedServer server;

    static synchronized BenchedServer server() {
      if (server == null) {
        try {
          server = BenchedServer.start(BenchedServer.onPostgres().toArray(String[]::new));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
      return server;
    }
  }
}
