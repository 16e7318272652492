/** Our mark: three stones and a capstone. Decorative; the name stands beside it. */
export function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true" focusable="false">
      <ellipse className="s1" cx="13" cy="22" rx="11" ry="3.6" />
      <ellipse className="s2" cx="13.6" cy="15.4" rx="8" ry="3.2" />
      <ellipse className="s3" cx="12.6" cy="9.6" rx="5.4" ry="2.7" />
      <ellipse className="s4" cx="13.2" cy="4.6" rx="3.2" ry="2.2" />
    </svg>
  );
}
