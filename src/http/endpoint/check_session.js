// OpenID Connect Session Management 1.0 §3.3: tells a relying party whether the browser still has the session that a
// session_state was made for. The answer is computed here; nothing is asked of the server.
(function () {
  "use strict";

  var cookieName = document.currentScript.getAttribute("data-cookie");

  function browserState() {
    var pairs = document.cookie.split("; ");
    for (var i = 0; i < pairs.length; i += 1) {
      if (pairs[i].indexOf(cookieName + "=") === 0) {
        return pairs[i].slice(cookieName.length + 1);
      }
    }
    return "";
  }

  // The first 32 bits of the fractional part.
  function fraction(number) {
    return ((number - Math.floor(number)) * 4294967296) | 0;
  }

  function isPrime(number) {
    for (var factor = 2; factor * factor <= number; factor += 1) {
      if (number % factor === 0) {
        return false;
      }
    }
    return true;
  }

  // Initial hash value and constants (FIPS 180-4 §5.3.3 and §4.2.2).
  var initial = [];
  var constants = [];
  for (var candidate = 2; constants.length < 64; candidate += 1) {
    if (isPrime(candidate)) {
      initial.push(fraction(Math.sqrt(candidate)));
      constants.push(fraction(Math.pow(candidate, 1 / 3)));
    }
  }
  initial.length = 8;

  function rotate(word, bits) {
    return (word >>> bits) | (word << (32 - bits));
  }

  // Written out, because crypto.subtle is missing on plain http beyond this machine, and answers late.
  function sha256(text) {
    var bytes = new TextEncoder().encode(text);
    var length = bytes.length;
    var words = [];
    var i;
    for (i = 0; i < length; i += 1) {
      words[i >> 2] |= bytes[i] << (24 - (i % 4) * 8);
    }
    words[length >> 2] |= 128 << (24 - (length % 4) * 8);
    words[(((length + 8) >> 6) << 4) + 15] = length * 8;
    var hash = initial.slice();
    for (var block = 0; block < words.length; block += 16) {
      var schedule = [];
      var state = hash.slice();
      for (i = 0; i < 64; i += 1) {
        if (i < 16) {
          schedule[i] = words[block + i] | 0;
        } else {
          var older = schedule[i - 15];
          var newer = schedule[i - 2];
          var small0 = rotate(older, 7) ^ rotate(older, 18) ^ (older >>> 3);
          var small1 = rotate(newer, 17) ^ rotate(newer, 19) ^ (newer >>> 10);
          schedule[i] = (schedule[i - 16] + small0 + schedule[i - 7] + small1) | 0;
        }
        var big1 = rotate(state[4], 6) ^ rotate(state[4], 11) ^ rotate(state[4], 25);
        var choice = (state[4] & state[5]) ^ (~state[4] & state[6]);
        var first = (state[7] + big1 + choice + constants[i] + schedule[i]) | 0;
        var big0 = rotate(state[0], 2) ^ rotate(state[0], 13) ^ rotate(state[0], 22);
        var majority = (state[0] & state[1]) ^ (state[0] & state[2]) ^ (state[1] & state[2]);
        state = [(first + big0 + majority) | 0].concat(state.slice(0, 7));
        state[4] = (state[4] + first) | 0;
      }
      for (i = 0; i < 8; i += 1) {
        hash[i] = (hash[i] + state[i]) | 0;
      }
    }
    var digest = "";
    for (i = 0; i < 32; i += 1) {
      digest += String.fromCharCode((hash[i >> 2] >>> (24 - (i % 4) * 8)) & 255);
    }
    return btoa(digest).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  // Of a cookie that cannot be read because it is another site's, nobody knows whether it has changed.
  function answerWithoutCookie(answer) {
    if (!document.hasStorageAccess) {
      answer("changed");
      return;
    }
    document.hasStorageAccess().then(
      function (readable) {
        answer(readable ? "changed" : "error");
      },
      function () {
        answer("error");
      }
    );
  }

  function check(event) {
    var asker = event.source;
    var origin = event.origin;
    if (!asker || origin === "null") {
      return;
    }
    function answer(text) {
      asker.postMessage(text, origin);
    }
    var parts = typeof event.data === "string" ? /^(.+) ([^ .]+)\.([^ .]+)$/.exec(event.data) : null;
    if (!parts) {
      answer("error");
      return;
    }
    var state = browserState();
    if (state === "") {
      answerWithoutCookie(answer);
      return;
    }
    var hash = sha256(parts[1] + " " + origin + " " + state + " " + parts[3]);
    answer(hash === parts[2] ? "unchanged" : "changed");
  }

  window.addEventListener("message", check, false);
})();
