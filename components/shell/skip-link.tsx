/** The first thing Tab reaches: past the navigation, to `<main id="main">`. */
export function SkipLink() {
  return (
    <a href="#main" className="skip">
      Skip to content
    </a>
  );
}
