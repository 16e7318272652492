CREATE TABLE `build` (
	`id` text PRIMARY KEY NOT NULL,
	`book` text NOT NULL,
	`site_id` text,
	`form` text NOT NULL,
	`asked_at` integer NOT NULL,
	`asked_by` text,
	`started_at` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	`sentence` text,
	`percent` integer DEFAULT 0 NOT NULL,
	`cancelled_at` integer,
	`cancelled_by` text,
	`ended_at` integer,
	`reason` text,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asked_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`cancelled_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `build_open` ON `build` (`ended_at`,`asked_at`);--> statement-breakpoint
CREATE INDEX `build_edition` ON `build` (`book`,`site_id`,`form`,`asked_at`);--> statement-breakpoint
CREATE INDEX `build_site` ON `build` (`site_id`);--> statement-breakpoint
CREATE INDEX `build_asked_by` ON `build` (`asked_by`);--> statement-breakpoint
CREATE INDEX `build_cancelled_by` ON `build` (`cancelled_by`);