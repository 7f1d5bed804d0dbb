package nl.keukentafel;

import java.io.IOException;

/** Runs JMH, and then ends: the servers that the benchmarks started would keep the process up. */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * @param arguments as of JMH: which benchmarks, and options
   */
  public static void main(String... arguments) throws IOException {
    org.openjdk.jmh.Main.main(arguments);
    System.exit(0);
  }
}
