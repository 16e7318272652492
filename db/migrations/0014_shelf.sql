CREATE TABLE `shelf_request` (
	`id` text PRIMARY KEY NOT NULL,
	`wants` text NOT NULL,
	`name` text,
	`email` text,
	`agency` text,
	`agency_kind` text NOT NULL,
	`state` text NOT NULL,
	`purpose` text,
	`created_at` integer NOT NULL,
	`answer` text,
	`reason` text,
	`answered_at` integer,
	`answered_by` text,
	`token_hash` text,
	`link_ends_at` integer,
	`erased_at` integer,
	`erased_by` text,
	FOREIGN KEY (`answered_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`erased_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shelf_request_token_hash_unique` ON `shelf_request` (`token_hash`);--> statement-breakpoint
CREATE INDEX `shelf_request_created` ON `shelf_request` (`created_at`);--> statement-breakpoint
CREATE INDEX `shelf_request_answered_by` ON `shelf_request` (`answered_by`);--> statement-breakpoint
CREATE INDEX `shelf_request_erased_by` ON `shelf_request` (`erased_by`);--> statement-breakpoint
ALTER TABLE `manual_download` ADD `agency_kind` text;--> statement-breakpoint
ALTER TABLE `manual_download` ADD `state` text;