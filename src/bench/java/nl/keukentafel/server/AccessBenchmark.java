package nl.keukentafel.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What access costs: a search in one dossier over HTTP makes at least 0.9 of the requests a second
 * that plain HAPI makes. Both check the same token and answer with a page of twenty.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(0) // the two sides take turns in one process, on one store
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 4)
public class AccessBenchmark {
  private static final String SEARCH =
      "Observation?patient=" + MevrouwT.ID + "&_count=" + BenchedServer.VISIBLE;
  private static final String PLAIN = "plain/" + SEARCH + "&_offset=0&_sort=_id";

  @Benchmark
  public String search(Door door) {
    return door.server.asker().get(door.path).body();
  }

  /** JMH varies the last parameter first, so that the sides take turns. */
  @State(Scope.Benchmark)
  public static class Door {
    private static BenchedServer shared;

    @Param({"1", "2", "3", "4", "5"})
    int round;

    @Param({"true", "false"})
    boolean withAccess;

    BenchedServer server;
    String path;

    @Setup
    public void open() throws IOException {
      if (shared == null) {
        shared = BenchedServer.start();
        for (int i = 0; i < 1_500; i++) { // neither side may warm up the other's first round
          find(SEARCH);
          find(PLAIN);
        }
      }
      server = shared;
      path = withAccess ? SEARCH : PLAIN;
      find(path);
    }

    private static void find(String path) {
      int found = shared.asker().get(path).as(Bundle.class).getEntry().size();
      if (found != BenchedServer.VISIBLE) {
        throw new IllegalStateException(path + " finds " + found);
      }
    }
  }
}
