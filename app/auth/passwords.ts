/** The lengths a password may have, in characters. */
export const shortestPassword = 12;
export const longestPassword = 200;

/** Long passwords that stand at the top of published lists of stolen ones, and the ones this product invites. */
const common = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678910 123456123456 123123123123
  111222333444 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5y6 qwerty123456 qwertyuiop123 qwertyuiop12
  qwertyuiopasdf qwertyuiop[] qwerty12345678 qwertyqwerty asdfghjkl123 asdfghjklzxc asdfasdfasdf zxcvbnm12345
  abcdefghijkl abcdefghijklm abcdefghijklmnop abc123456789 abcd12345678 a1b2c3d4e5f6 aaa111222333 passwordpassword
  password1234 password12345 password123456 passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword12 mypassword123
  mypassword1234 newpassword12 newpassword123 changeme1234 changeme12345 changemenow12 changepassword letmein12345
  letmein123456 letmeinplease welcome12345 welcome123456 welcome12345678 iloveyou1234 iloveyou12345 iloveyouforever
  iloveyousomuch administrator administrator1 administrator123 adminadmin12 adminadminadmin admin1234567 admin12345678
  superman1234 sunshine1234 princess1234 football1234 baseball1234 basketball12 basketball123 dragon123456
  monkey123456 michael12345 charlie12345 trustno11234 computer1234 internet1234 google123456 starwars1234
  whatever1234 master123456 shadow123456 liverpool123 manchester12 correcthorsebatterystaple trainingtraining
  training1234 training12345 training2026 traintrainers ccip12345678 ccipccipccip ccip-training ccip_training ccip.training
  ccipccip1234 cairncairncairn cairn1234567 cairn12345678 stones-on-the-path testtesttest testpassword
  testing12345 test12345678 default12345 secret123456 secretsecret yourpassword thisismypassword nopassword12
  summer2024summer summer2025summer summer2026summer spring2026spring winter2026winter autumn2026autumn`.split(
    /\s+/,
  ),
);

const flat = (text: string): string => text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, "");

/** A run such as 123456789012 or abcdefghijkl, forward or backward, or one or two characters over and over. */
function isMonotonous(password: string): boolean {
  const codes = [...password].map((c) => c.codePointAt(0) as number);
  if (new Set(codes).size <= 2) return true;
  const steps = codes.slice(1).map((code, i) => code - (codes[i] as number));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/**
 * One sentence when this must not become the password of that person, or null. Length decides; there are no rules
 * about kinds of characters, which make people choose worse passwords.
 */
export function passwordProblem(password: string, owner: { email: string; name: string }): string | null {
  const length = [...password].length;
  if (length < shortestPassword)
    return `Use at least ${shortestPassword} characters. Three or four unrelated words are easy to remember.`;
  if (length > longestPassword) return `Use at most ${longestPassword} characters.`;
  const plain = flat(password);
  const own = [owner.email, owner.email.split("@")[0] ?? "", owner.name]
    .map(flat)
    .filter((p) => p.length > 3);
  if (own.some((part) => plain === part || plain === part + part))
    return "This is your e-mail address or your name. Choose something that others cannot guess.";
  if (common.has(plain) || isMonotonous(plain))
    return "Many people use this password, so it is tried first. Choose another one.";
  return null;
}
