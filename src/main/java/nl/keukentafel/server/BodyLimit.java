package nl.keukentafel.server;

import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stops reading a body after 5 MB, whatever its length says: 413. */
final class BodyLimit extends OncePerRequestFilter {
  static final long MOST_BYTES = 5L * 1024 * 1024;

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(
        new HttpServletRequestWrapper(request) {
          @Override
          public ServletInputStream getInputStream() throws IOException {
            return new Limited(super.getInputStream());
          }
        },
        response);
  }

  private static final class Limited extends ServletInputStream {
    private final ServletInputStream body;
    private long read;

    Limited(ServletInputStream body) {
      this.body = body;
    }

    @Override
    public int read() throws IOException {
      return counted(body.read(), 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int got = body.read(into, offset, length);
      return counted(got, got);
    }

    private int counted(int result, int bytes) {
      read += result < 0 ? 0 : bytes;
      if (read > MOST_BYTES) {
        throw new PayloadTooLargeException("A body has at most 5 MB");
      }
      return result;
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
